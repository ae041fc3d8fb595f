// Keeps the end of a growing list in sight, until the reader scrolls up. What a reader does (wheel, keys, the scroll bar) is told from
// what the growing does by the scroll position: only a reader makes it smaller.
export function follow(box, owner) {
  let following = false;
  let last = box.scrollTop;

  const toEnd = () => { box.scrollTop = box.scrollHeight; last = box.scrollTop; };
  const onScroll = () => {
    const up = box.scrollTop < last - 4 && box.scrollHeight - box.scrollTop - box.clientHeight > 40;
    last = box.scrollTop;
    if (following && up) {
      following = false;
      owner.invokeMethodAsync('ScrolledUp');
    }
  };
  const grown = new MutationObserver(() => { if (following) toEnd(); });

  box.addEventListener('scroll', onScroll, { passive: true });
  grown.observe(box, { childList: true, subtree: true, attributes: true, attributeFilter: ['style'] });
  return {
    set(value) { following = value; if (value) toEnd(); },
    dispose() { grown.disconnect(); box.removeEventListener('scroll', onScroll); },
  };
}
