"""Where: regions (old and new), départements, communes, EPCI, zoning, QPV, UFR; the region wall."""
