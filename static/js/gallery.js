// A product's pictures: a click shows one large instead of opening its file. Without script the links open the files.

for (const gallery of document.querySelectorAll("[data-gallery]")) {
  const stage = gallery.querySelector(".stage");
  const links = [...gallery.querySelectorAll(".gallery__more a")];
  for (const link of links) {
    link.addEventListener("click", (event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      const picture = link.querySelector("picture").cloneNode(true);
      for (const source of picture.querySelectorAll("source, img")) source.sizes = "(min-width: 56rem) 46rem, 92vw";
      picture.querySelector("img").removeAttribute("loading");
      stage.replaceChildren(picture);
      for (const other of links) other.toggleAttribute("aria-current", other === link);
      link.setAttribute("aria-current", "true");
    });
  }
}
