import { addresses, moment } from "./format.js";

/** What an answer to a received mail begins with. */
export function answerTo(/** @type {any} */ mail) {
  const subject = mail.subject ?? "";
  return {
    to: addresses(mail.replyTo?.length ? mail.replyTo : mail.from),
    subject: /^re:/i.test(subject) ? subject : `Re: ${subject}`,
    text: `\n\nOn ${moment(mail.date ?? mail.receivedAt)}, ${addresses(mail.from)} wrote:\n${quote(mail.text ?? "")}`,
  };
}

function quote(/** @type {string} */ text) {
  return text.trimEnd().split(/\r?\n/).map((line) => (line.startsWith(">") ? `>${line}` : `> ${line}`)).join("\n");
}
