"""Training events between schools: seats, registrations, certificates."""
