"""Tables made by Terraform, or by OpenTofu."""
