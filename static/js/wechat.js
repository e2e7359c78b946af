// Pays inside WeChat's own browser: its bridge takes the call that the page bears, and the page goes on with the outcome.
const form = document.querySelector("#bridge");

const call = () => {
  const { back, ...said } = Object.fromEntries(new FormData(form));
  return said;
};

const pay = () => {
  form.querySelector("[data-failed]").hidden = true;
  window.WeixinJSBridge.invoke("getBrandWCPayRequest", call(), ({ err_msg: outcome }) => {
    if (outcome === "get_brand_wcpay_request:ok") location.assign(form.dataset.back);
    else if (outcome === "get_brand_wcpay_request:cancel") location.assign(`${form.dataset.back}?cancelled=1`);
    else form.querySelector("[data-failed]").hidden = false;
  });
};

const ready = () => {
  form.querySelector("button").hidden = false;
  form.querySelector("[data-elsewhere]")?.remove();
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    pay();
  });
  // Once by itself; who comes back to the page presses the button.
  if (sessionStorage.getItem("wechat-asked") === call().package) return;
  sessionStorage.setItem("wechat-asked", call().package);
  pay();
};

if (form && window.WeixinJSBridge) ready();
else if (form) document.addEventListener("WeixinJSBridgeReady", ready, { once: true });
