// Stands for optional imports of xsschema that nobody installs.
export const absent = true;
