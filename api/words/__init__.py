"""The words of codes, in both languages: lines, reasons, refusals, names."""
