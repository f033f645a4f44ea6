"""A DynamoDB table written once, as a YAML manifest of kind AwsDynamodb."""

__version__ = "0.1.0"
