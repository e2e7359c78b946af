"""bench · vendor's schema · an app whose only purpose is to have migrations that vendors lack."""
