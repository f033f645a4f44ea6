"""Access patterns asked of a DynamoDB that answers, in the process or at an address."""
