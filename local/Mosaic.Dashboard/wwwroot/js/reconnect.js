// What happens when the connection to the dashboard is lost. It is restarted with the system it shows, often; a dashboard that
// came back does not know this page any more, which is then loaded anew.
const dialog = document.getElementById('components-reconnect-modal');

dialog.addEventListener('components-reconnect-state-changed', e => {
  const state = e.detail.state;
  if (state === 'show') { if (!dialog.open) dialog.showModal(); }
  else if (state === 'hide') dialog.close();
  else if (state === 'failed') waitForServer();
  else if (state === 'rejected') location.reload();
});

dialog.querySelector('.reconnect-now').addEventListener('click', () => location.reload());

async function waitForServer() {
  for (;;) {
    await new Promise(resolve => setTimeout(resolve, 2000));
    try {
      await fetch(location.href, { method: 'HEAD', cache: 'no-store' });
      location.reload();
      return;
    } catch { /* not yet */ }
  }
}
