"""The doors for programs and browsers: Telegram's webhook, health and metrics, the operators' dashboard."""
