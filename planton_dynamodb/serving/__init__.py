"""Which index serves each access pattern, as a report: for a terminal, for programs, for a pull request."""
