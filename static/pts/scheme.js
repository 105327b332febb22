"use strict";
// The theme chosen on any page of the site, set before anything is drawn: Django's pages do not say it in their
// <html>. The design system's own script, which comes later, keeps it up to date.
{
  let chosen = null;
  try {
    chosen = localStorage.getItem("scheme");
  } catch {
    // A browser that keeps nothing follows the system.
  }
  const dark = chosen === "dark" || (chosen !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.frScheme = chosen ?? "system";
  document.documentElement.dataset.frTheme = dark ? "dark" : "light";
}
