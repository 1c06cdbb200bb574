import{a}from"./chunk-MX5W6WCN.js";import"./chunk-MWCQTFN3.js";import"./chunk-DQYDADPL.js";import"./chunk-VUJKWCT3.js";export{a as initialize};
