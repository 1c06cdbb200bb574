import{c as r,d as s}from"./chunk-STSEUAPQ.js";import"./chunk-VUJKWCT3.js";var o=e=>s(e,r(e,void 0,{insertSpaces:!0,tabSize:2,keepLines:!1})),p={},a={};export{o as format,p as parsers,a as printers};
