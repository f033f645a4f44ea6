"""What is checked: one function per rule, one module per family. To add a rule, write it into its family's module."""
