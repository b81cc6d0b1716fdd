// Says whether this device trusts the shop. A page that was opened past a warning still counts as secure, but a
// browser refuses it a service worker: so the question is put to the browser by registering one that does nothing.
const show = (id) => {
  const note = document.getElementById(id);
  if (note) note.hidden = false;
};

const isTrusted = async () => {
  if (!window.isSecureContext || !("serviceWorker" in navigator)) return false;
  try {
    const registration = await navigator.serviceWorker.register("/start/probe.js", { scope: "/start/probe" });
    await registration.unregister();
    return true;
  } catch {
    return false;
  }
};

isTrusted().then((trusted) => show(trusted ? "trusted" : "untrusted"));
