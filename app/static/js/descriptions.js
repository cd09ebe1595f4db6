/* What a screen reader says of a field: one more sentence beside those that the page gave it, without those that have gone. */
const describe = (field, id) => {
  const said = (field.getAttribute("aria-describedby") ?? "").split(" ").filter((each) => document.getElementById(each));
  if (id && !said.includes(id)) said.unshift(id);
  if (said.length) field.setAttribute("aria-describedby", said.join(" "));
  else field.removeAttribute("aria-describedby");
};
