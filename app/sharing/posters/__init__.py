"""What is printed around a QR code."""
