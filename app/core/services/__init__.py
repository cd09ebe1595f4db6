"""What runs beside the application: embedded services, supervision, health, logs, migrations."""
