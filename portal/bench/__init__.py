"""The figures the portal promises, measured on the machine and the data at hand."""
