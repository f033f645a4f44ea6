"""`python -m planton_dynamodb`."""

import sys

from planton_dynamodb.cli import main

sys.exit(main())
