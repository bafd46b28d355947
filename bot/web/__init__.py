"""The doors for programs: Telegram's webhook, and what watches over Renao (health, metrics)."""
