"""Officers on their own WhatsApp: registering a telephone, notices, taps and replies."""
