"""How updates reach a bot: the queue, long polling, webhooks."""
