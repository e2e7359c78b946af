// Scanners: a phone's camera types what it sees into the field `data-scan-field` and sends its form; a sound says
// whether an answer ("scan:answered") was right or wrong. A keyboard scanner needs none of this.

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
    const field = document.querySelector("[data-scan-field]");
    if (field) {
      field.value = seen;
      field.form.requestSubmit();
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

document.addEventListener("scan:answered", (event) => {
  if (!event.detail.isSilent) beep(event.detail.wrong);
  offerCamera();
});
