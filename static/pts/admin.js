"use strict";
// Django's searched choices (select2) leave their parts without a name, and their search without the focus.
{
  const nameParts = (choice) => {
    const label = choice.labels[0];
    const shown = choice.nextElementSibling;
    if (!label || !shown?.classList.contains("select2")) return;
    label.id ||= `${choice.id}_label`;
    const box = shown.querySelector("[role=combobox]");
    const value = shown.querySelector("[role=textbox]:not(input)");
    value?.removeAttribute("role");
    value?.removeAttribute("aria-readonly");
    box.setAttribute("aria-labelledby", value ? `${label.id} ${value.id}` : label.id);
    shown.querySelector("input[type=search]")?.setAttribute("aria-labelledby", label.id);
  };

  const nameAll = (part) => part.querySelectorAll("select.admin-autocomplete").forEach(nameParts);

  // What opens over the page stands outside of its parts.
  const asDialog = (box, words) => {
    box.setAttribute("role", "dialog");
    box.setAttribute("aria-label", words);
  };
  addEventListener("load", () => {
    document.querySelectorAll(".calendarbox").forEach((box) => asDialog(box, "Calendrier"));
    document.querySelectorAll(".clockbox").forEach((box) => asDialog(box, "Heure"));
  });

  // Its mark that empties a field of several values stands where a list forbids it; each value has its own.
  document.querySelectorAll("select.admin-autocomplete[multiple]").forEach((choice) => {
    choice.dataset.allowClear = "false";
  });

  const $ = window.django?.jQuery;
  if ($) {
    // After Django's own, which makes them.
    $(() => {
      nameAll(document);
      document.addEventListener("formset:added", (event) => nameAll(event.target));
    });
    $(document).on("select2:open", (event) => {
      const words = event.target.labels[0]?.textContent.trim() ?? "Rechercher";
      const list = document.querySelector(".select2-results__options");
      const search = document.querySelector(".select2-container--open .select2-search--dropdown input");
      list.setAttribute("aria-label", "Propositions");
      event.target.nextElementSibling.querySelector("[role=combobox]").setAttribute("aria-controls", list.id);
      asDialog(list.closest(".select2-container"), words);
      search?.setAttribute("aria-label", words);
      search?.focus();
    });
  }

  // A menu of filters closes as menus do.
  const filters = [...document.querySelectorAll("details.pts-filter")];
  const closeOthers = (kept) => filters.forEach((filter) => filter !== kept && filter.removeAttribute("open"));
  document.addEventListener("click", (event) => closeOthers(event.target.closest("details.pts-filter")));
  document.addEventListener("keydown", (event) => {
    const open = event.key === "Escape" && filters.find((filter) => filter.open);
    if (open) {
      closeOthers();
      open.querySelector("summary").focus();
    }
  });
}
