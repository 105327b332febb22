"""What opens: MSP, pôles, centres de santé, PTA, ESP, CPTS."""
