"""The person at the screen."""

WHO = "you"  # who paused, cancelled or asked, as the history tells it
