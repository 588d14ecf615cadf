// Where the caller's clock is not India's, the desk may know: times are told in both.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone || "";
const field = document.querySelector("[name=zone]");
if (field && !["Asia/Kolkata", "Asia/Calcutta"].includes(zone)) field.value = zone;
