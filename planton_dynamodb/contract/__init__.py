"""The contract as Python classes: protobuf messages generated from proto/ by tools/generate_contract.py."""
