"use strict";
(() => {
  const form = document.querySelector(".filter");
  if (!form) return;
  const [text, check, severity] = form.elements;
  const output = form.querySelector("output");
  const findings = [...document.querySelectorAll(".finding")];
  const groups = [...document.querySelectorAll(".operation")];
  const texts = new Map(findings.map((finding) => [finding, (finding.parentElement.querySelector("h3").textContent + " " + finding.textContent).toLowerCase()]));
  const apply = () => {
    const words = text.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const finding of findings) {
      const fits =
        (!check.value || finding.dataset.check === check.value) &&
        (!severity.value || finding.dataset.severity === severity.value) &&
        words.every((word) => texts.get(finding).includes(word));
      finding.hidden = !fits;
      shown += fits ? 1 : 0;
    }
    for (const group of groups) group.hidden = !group.querySelector(".finding:not([hidden])");
    output.textContent = shown + " of " + findings.length;
  };
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
  apply();
  const open = () => {
    const target = document.getElementById(location.hash.slice(1));
    if (target && target.matches("details")) target.open = true;
  };
  addEventListener("hashchange", open);
  open();
})();
