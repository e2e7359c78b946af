// Packing: scans are sent without leaving the page, with a sound for right and wrong; a phone's camera scans too.
// Every form works without this file.

let sound;
const beep = (wrong) => {
  sound ??= new AudioContext();
  const tone = sound.createOscillator();
  const loud = sound.createGain();
  tone.type = wrong ? "square" : "sine";
  tone.frequency.value = wrong ? 160 : 880;
  loud.gain.value = 0.12;
  tone.connect(loud).connect(sound.destination);
  tone.start();
  tone.stop(sound.currentTime + (wrong ? 0.5 : 0.1));
  if (wrong) navigator.vibrate?.([120, 60, 120]);
};

let waiting = Promise.resolve();
const send = async (action, body) => {
  const answer = await fetch(action, { method: "POST", body });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("#packing");
  if (!page || (answer.ok && !answer.url.includes("/packing/"))) return location.assign(answer.url);
  const view = document.querySelector("[data-camera-view]");
  document.querySelector("#packing").replaceWith(page);
  if (view && !view.hidden) page.querySelector("[data-camera-view]")?.replaceWith(view);
  beep(Boolean(page.querySelector('[data-scan="wrong"]')));
  offerCamera();
  page.querySelector("#scan")?.focus();
};

// The next piece may be scanned before this one is answered: it is another scan, into an empty field.
const renew = (form) => {
  const { key, scan } = form.elements;
  if (!key) return;
  key.value = crypto.randomUUID();
  scan.value = "";
};

document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-scan-form]");
  if (!form) return;
  event.preventDefault();
  const body = new FormData(form);
  renew(form);
  waiting = waiting.then(() => send(form.action, body)).catch(() => {
    for (const [name, value] of body) form.elements[name].value = value;
    form.submit();
  });
});

let detector;
const offerCamera = () => {
  const button = document.querySelector("[data-camera]");
  if (button && "BarcodeDetector" in window && navigator.mediaDevices) button.hidden = false;
};

let seen = "";
const look = async (view) => {
  if (view.hidden || !view.isConnected) return;
  const [found] = await detector.detect(view).catch(() => []);
  if (!found) seen = "";
  if (found && found.rawValue !== seen) {
    seen = found.rawValue;
    const form = document.querySelector("[data-scan-form]:has(#scan)");
    if (form) {
      form.querySelector("#scan").value = seen;
      form.requestSubmit();
    }
  }
  setTimeout(() => look(document.querySelector("[data-camera-view]") ?? view), 300);
};

document.addEventListener("click", async (event) => {
  if (!event.target.closest("[data-camera]")) return;
  const view = document.querySelector("[data-camera-view]");
  if (!view.hidden) {
    view.srcObject?.getTracks().forEach((track) => track.stop());
    view.hidden = true;
    return;
  }
  detector ??= new BarcodeDetector();
  view.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  view.hidden = false;
  await view.play();
  look(view);
});

offerCamera();
