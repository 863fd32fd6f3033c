// Runs in the browser. Finds the buttons, links as buttons, and fields whose edge has less than 3:1 of
// contrast with what is around them. The edge is the border or, without one, the background.
(() => {
  const CLEAR = [0, 0, 0, 0];

  function channels(color) {
    const found = /^rgba?\((.*)\)$/.exec(color)?.[1]?.split(',').map(Number) ?? CLEAR;
    return found.length === 3 ? [...found, 1] : found;
  }

  function luminance(color) {
    const [red = 0, green = 0, blue = 0] = color.map((channel) => {
      const share = channel / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  }

  function contrast(one, other) {
    const [dark = 0, light = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  }

  function around(element) {
    for (let parent = element.parentElement; parent; parent = parent.parentElement) {
      const color = channels(getComputedStyle(parent).backgroundColor);
      if (color[3] === 1) {
        return color;
      }
    }
    return [255, 255, 255, 1];
  }

  return [...document.querySelectorAll('button, .button, .choice, select, summary.button')]
    .filter((control) => control.getClientRects().length > 0 && !control.matches(':disabled'))
    .filter((control) => {
      const style = getComputedStyle(control);
      const edges = [style.backgroundColor];
      if (style.borderTopWidth !== '0px') {
        edges.push(style.borderTopColor);
      }
      const visible = edges.map(channels).filter((color) => color[3] === 1);
      return !visible.some((color) => contrast(color, around(control)) >= 3);
    })
    .map((control) => control.outerHTML);
})();
