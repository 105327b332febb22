"use strict";
// How far a long step is, asked again and again; once the step is over, the page of the batch is opened anew. Without
// this script, the link « Actualiser » does the same.
{
  const shown = document.getElementById("avancement");

  const look = async () => {
    try {
      const answer = await fetch(location.href, { credentials: "same-origin" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const now = page.getElementById("avancement");
      if (!answer.ok || !now) {
        location.reload();
        return;
      }
      if (now.innerHTML !== shown.innerHTML) {
        shown.replaceChildren(...now.childNodes);
      }
    } catch {
      // The network is away: ask again later.
    }
    setTimeout(look, Number(shown.dataset.every));
  };

  setTimeout(look, Number(shown.dataset.every));
}
