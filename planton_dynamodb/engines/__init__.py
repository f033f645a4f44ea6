"""What makes tables: Pulumi on AWS, and an embedded AWS without cloud or command."""
