variable "region" {
  description = "The region of the table; where it is null, what AWS's own settings say."
  type        = string
  default     = null
}

variable "tags" {
  description = "Tags of the table besides its own, which they win over."
  type        = map(string)
  default     = {}
}
