// A sentence and its quotes belong together: what the pointer or the focus is on lights up everywhere.
// Every such element names the citations it stands for: data-cites="1 2".

const numbersOf = (element) => element?.closest?.("[data-cites]")?.dataset.cites.split(" ") ?? [];

function light(numbers) {
  for (const element of document.querySelectorAll(".lit")) element.classList.remove("lit");
  for (const number of numbers) {
    for (const element of document.querySelectorAll(`[data-cites~="${Number(number)}"]`)) element.classList.add("lit");
  }
}

/** Listen for the pointer and the focus; where the pointer leaves, the focus counts again. */
export function install(root) {
  root.addEventListener("pointerover", ({ target }) => {
    const numbers = numbersOf(target);
    light(numbers.length ? numbers : numbersOf(document.activeElement));
  });
  root.addEventListener("pointerleave", () => light(numbersOf(document.activeElement)));
  root.addEventListener("focusin", ({ target }) => light(numbersOf(target)));
  root.addEventListener("focusout", () => light([]));
}
