// The texts on the page whose colour stands out too little from what is behind them (WCAG: 4.5 to 1).
() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const pixel = (colours) => {
    canvas.clearRect(0, 0, 1, 1);
    for (const colour of colours) {
      canvas.fillStyle = colour;
      canvas.fillRect(0, 0, 1, 1);
    }
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const linear = (one) => (one <= 0.03928 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4);
  const light = ([red, green, blue]) =>
    0.2126 * linear(red / 255) + 0.7152 * linear(green / 255) + 0.0722 * linear(blue / 255);
  const faint = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    const box = text.parentElement;
    const unseen = box.closest(".unseen, .avatar, .emoji, dialog:not([open])");
    if (!text.data.trim() || unseen || !box.checkVisibility({ visibilityProperty: true })) continue;
    const layers = [];
    for (let at = box; at; at = at.parentElement) layers.unshift(getComputedStyle(at).backgroundColor);
    const [under, over] = [layers, [...layers, getComputedStyle(box).color]].map(pixel).map(light);
    const ratio = (Math.max(under, over) + 0.05) / (Math.min(under, over) + 0.05);
    if (ratio < 4.5) faint.push(`${text.data.trim().slice(0, 30)}: ${ratio.toFixed(2)}`);
  }
  return faint;
}
