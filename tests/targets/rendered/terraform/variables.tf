variable "region" {
  description = "The region of the table; where it is null, what AWS's own settings say."
  type        = string
  default     = null
}

variable "tags" {
  description = "Further tags of the table; one with a key of the table's own takes its place."
  type        = map(string)
  default     = {}
}
