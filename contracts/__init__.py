"""Who commits: professionals, CESP, the PTMG family, MCS."""
