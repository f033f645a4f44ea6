"""What makes tables: Pulumi or Terraform on AWS, and an embedded AWS without cloud or command."""
