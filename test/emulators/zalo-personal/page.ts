/** A page for trying things by hand: scan the QR code, write as somebody, see what came. No build step, no library. */
export const page = `<!doctype html>
<html lang="vi"><meta charset="utf-8"><title>Zalo giả lập</title>
<style>
body{font:15px system-ui;margin:1rem auto;max-width:60rem;display:grid;gap:1rem;grid-template-columns:18rem 1fr}
section{border:1px solid #ccc;border-radius:8px;padding:.8rem}h2{margin:0 0 .5rem;font-size:1rem}
img{width:12rem;image-rendering:pixelated}select,input,button{font:inherit;margin:.15rem 0;max-width:100%}
li{white-space:pre-wrap;margin:.25rem 0}ol{padding-left:1.2rem;max-height:60vh;overflow:auto}
</style>
<div><section><h2>Đăng nhập</h2><img id="qr" alt=""><p id="state"></p>
<select id="account"></select><br>
<button data-act="scan">Quét</button> <button data-act="confirm">Đồng ý</button>
<button data-act="decline">Từ chối</button> <button data-act="expireQr">Hết hạn</button></section>
<section><h2>Sự cố</h2><button data-act="drop">Đứt mạng</button> <button data-act="kill">Mất phiên</button></section></div>
<section><h2>Nhắn</h2><select id="who"></select> <select id="where"></select>
<form id="say"><input id="text" size="50" placeholder="Nội dung, @Tên trợ lý để nhắc"> <button>Gửi</button></form>
<ol id="history"></ol></section>
<script>
const $=id=>document.getElementById(id);
const call=async(name,...args)=>{const r=await fetch('/__control/'+name,{method:'POST',body:JSON.stringify(args)});
 const a=await r.json();if(a.error)alert(a.error);return a.value};
let people=[];
const fill=(el,items)=>{const had=el.value;el.replaceChildren(...items.map(([v,t])=>new Option(t,v)));if(had)el.value=had};
const place=()=>{const [kind,id]=$('where').value.split(' ');return kind==='g'?{group:id}:{to:id}};
const look=async()=>{people=await call('people');const bots=people.filter(p=>p.account);
 fill($('account'),bots.map(p=>[p.uid,p.name]));fill($('who'),people.filter(p=>!p.account).map(p=>[p.uid,p.name]));
 fill($('where'),[...(await call('groups')).map(g=>['g '+g.id,g.name]),...bots.map(p=>['d '+p.uid,'Riêng: '+p.name])]);
 const qr=await call('qr');if(qr){$('qr').src=qr.image;$('state').textContent=qr.state}
 if($('who').value&&$('where').value){const rows=await call('history',{from:$('who').value,...place()});
 const name=uid=>(people.find(p=>p.uid===uid)||{name:uid}).name;
 $('history').replaceChildren(...rows.slice(-50).map(m=>{const li=document.createElement('li');
 li.textContent=name(m.from)+': '+(typeof m.content==='string'?m.content:'['+m.msgType+'] '+(m.content.title||''));return li}))}};
document.onclick=e=>{const act=e.target.dataset.act;const bot=$('account').value;if(!act)return;
 if(act==='scan')call('scan',bot);else if(act==='drop')call('dropSocket',bot);else if(act==='kill')call('killSession',bot);else call(act)};
$('say').onsubmit=e=>{e.preventDefault();const text=$('text').value;
 const mentions=people.filter(p=>text.includes('@'+p.name)).map(p=>({uid:p.uid,name:p.name}));
 call('say',{from:$('who').value,...place(),text,...(mentions.length&&{mentions})});$('text').value=''};
look();setInterval(look,1000);
</script></html>`;
