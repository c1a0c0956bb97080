"""SMS by F-key for the front desk of a Japanese car-repair shop."""
