"""What a clinic does with the record: its patients, their programs, and how they are getting on."""
