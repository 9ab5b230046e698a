// xterm.js and the line to the server are in textual.js; this is the rest: the keyboard is the terminal's from
// the beginning, and a button under one that has ended.
window.addEventListener("load", () => {
  const focus = () => document.querySelector(".xterm-helper-textarea")?.focus();
  document.querySelector("#again").addEventListener("click", () => window.location.reload());
  document.addEventListener("click", focus);
  window.addEventListener("focus", focus);
  setTimeout(focus, 0);
});
