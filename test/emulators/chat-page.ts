/** A line of a conversation as the page shows it. */
export interface Line {
  readonly from: string;
  readonly text: string;
  /** Titles of the buttons under it. */
  readonly buttons?: readonly string[];
}

/**
 * A page for trying things by hand: write as somebody, press what came. It asks the verbs `state`, `history`, `write`,
 * `press` and `follow` of an emulator's control. No build step, no library.
 */
export const chatPage = (title: string, { follows = false } = {}): string => `<!doctype html>
<html lang="vi"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title>
<style>
body{font:15px system-ui;margin:1rem auto;max-width:44rem;padding:0 1rem}select,input,button{font:inherit;margin:.15rem 0;max-width:100%}
li{white-space:pre-wrap;margin:.4rem 0}ol{padding-left:1.2rem}li button{margin-right:.3rem}
</style>
<h1>${title}</h1>
<select id="who"></select> <select id="where"></select>${follows ? ' <button id="follow">Quan tâm</button>' : ''}
<ol id="history"></ol>
<form id="say"><input id="text" size="40" placeholder="Nội dung"> <label><input type="checkbox" id="mention" checked>gọi trợ lý (trong nhóm)</label> <button>Gửi</button></form>
<script>
const $=id=>document.getElementById(id);
const call=async(verb,what)=>(await(await fetch('/__control/'+verb,{method:'POST',body:JSON.stringify(what||{})})).json()).result;
const fill=(el,items)=>{const had=el.value;el.replaceChildren(...items.map(([v,t])=>new Option(t,v)));if(had)el.value=had};
const place=()=>({person:$('who').value,...($('where').value&&{group:$('where').value})});
let last='';
const look=async()=>{const s=await call('state');fill($('who'),s.people.map(p=>[p.id,p.name]));
 fill($('where'),[['','Nhắn riêng'],...s.groups.map(g=>[g.id,g.name])]);
 const lines=await call('history',place());const now=JSON.stringify(lines);if(now===last)return;last=now;
 $('history').replaceChildren(...lines.slice(-60).map(l=>{const li=document.createElement('li');li.textContent=l.from+': '+l.text+'\\n';
 for(const b of l.buttons||[]){const e=document.createElement('button');e.textContent=b;e.onclick=()=>call('press',{person:$('who').value,title:b});li.append(e)}return li}));
 scrollTo(0,document.body.scrollHeight)};
$('say').onsubmit=e=>{e.preventDefault();call('write',{...place(),text:$('text').value,mention:$('mention').checked});$('text').value=''};
if($('follow'))$('follow').onclick=()=>call('follow',{person:$('who').value});
look();setInterval(look,700);
</script></html>
`;
