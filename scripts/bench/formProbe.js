// Runs in every frame of the window: notes when the mouse goes down, and puts the cursor into the form's first number field as
// soon as it can take it. benchReady and benchTyped lead to opening.ts. Plain script: it is handed to the browser as it is.
(() => {
  const selector = '[data-field=instanceCount] vscode-text-field';
  const LOOK_MS = 5;
  let watched;

  function look() {
    const field = document.querySelector(selector);
    const control = field?.control;
    if (field !== null && field !== watched && control && !control.disabled && control.checkVisibility()) {
      control.focus();
      if (document.hasFocus() && document.activeElement === field) {
        watched = field;
        field.addEventListener('input', () => void window.benchTyped(Date.now(), field.value), { once: true });
        void window.benchReady();
      }
    }
  }

  if (window === window.top) addEventListener('pointerdown', () => { window.benchDown = Date.now(); }, { capture: true });
  // not requestAnimationFrame(): what waits there is lost when VS Code writes the form into its frame
  else setInterval(look, LOOK_MS);
})();
