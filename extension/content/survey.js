// All forms of this frame, for a person who asks what is seen here; the value of this script is the answer.
Object.hasOwn(globalThis, 'hygieia') && hygieia.form && { origin: self.origin, forms: hygieia.form.survey().map(({ snapshot }) => snapshot) };
