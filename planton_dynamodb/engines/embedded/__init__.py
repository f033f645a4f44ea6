"""Tables made in an AWS inside this process: no cloud, no command, no credentials, and nothing stays."""
