//! What the commands do, and what stands below their help.

/// English, as the commands say it, and Chinese.
#[rustfmt::skip] // A table.
pub(super) const COMMANDS: &[(&str, &str)] = &[
    (
        "A customs single window for China's cross-border e-commerce exports (跨境电商出口通关), on your own machine",
        "跨境电商出口通关的“单一窗口”，运行在您自己的电脑上",
    ),
    ("Ask whether a server serves", "查询服务是否在运行"),
    (
        "Check the signature of a message; exit code 1 when there is none or it does not hold",
        "验证报文签名；未签名或验签不通过时退出码为 1",
    ),
    ("Choose how time moves", "设置时钟方式"),
    ("Create a sandbox (沙箱): a customs world of its own", "新建沙箱：一个独立的海关环境"),
    ("Create, change, reset, delete or list sandboxes", "新建、修改、重置、删除或列出沙箱"),
    (
        "List every code: return codes, faults, findings, reasons, outcomes, code tables",
        "列出全部代码：回执状态、校验错误、退单原因、拒绝原因、指定结果、参数代码",
    ),
    ("List every limit", "列出全部限额"),
    (
        "Put a server under load (压力测试): parcels on time, each to its end, and a verdict",
        "压力测试：按时发起包裹，跟踪到底，并给出结论",
    ),
    (
        r#"Workloads: quiet-day, 618-2024, double-11-2018, bad-data, burst, nation, big-seller, broker-50,
retry-storm; a file like those in workloads/; or a scenario as the script of each parcel.
  tongguan load --rate 200/s --duration 30s
  tongguan load 618-2024 --fail-if 'p99(899)>200ms' --fail-if 'errors>0.1%'
  tongguan load bad-data --json --save before.json && tongguan load bad-data --baseline before.json
  tongguan load --html report.html --junit report.xml --hdr histograms
  tongguan load --find-max --rate 100/s --fail-if 'p99(899)>200ms'
  tongguan load nation --times 0.1 --duration 1m
  tongguan load scenarios/inspection.txt --rate 50/s --duration 30s
  tongguan load --generators 2 --listen 127.0.0.1:9700; and elsewhere: tongguan load --join HOST:9700
Parcels start when the law says, whatever the server does; every span counts from the intended start.
Exit codes: 0 done; 1 a parcel ended otherwise than its label says; 2 wrong usage; 3 refused; 4 no server;
8 a condition of --fail-if holds; 9 worse than --baseline; 10 the figures are not to be trusted;
11 a file could not be written. --find-max: 0 a rate held; otherwise that of the lowest rate.
docs/load.md describes workloads, conditions and the report."#,
        r#"负载模型：quiet-day、618-2024、double-11-2018、bad-data、burst、nation、
big-seller、broker-50、retry-storm，或与 workloads/ 中同样写法的文件；
也可用情景文件作为每票的脚本。
  tongguan load --rate 200/s --duration 30s
  tongguan load 618-2024 --fail-if 'p99(899)>200ms' --fail-if 'errors>0.1%'
  tongguan load bad-data --save before.json
  tongguan load bad-data --baseline before.json
  tongguan load --html report.html --junit report.xml --hdr histograms
  tongguan load --find-max --rate 100/s --fail-if 'p99(899)>200ms'
  tongguan load nation --times 0.1 --duration 1m
  tongguan load scenarios/inspection.txt --rate 50/s --duration 30s
  tongguan load --generators 2 --listen 127.0.0.1:9700
  tongguan load --join 主机:9700
包裹按既定时刻开始，不因服务快慢而变；各时长均自应开始时刻起算。
退出码：0 完成；1 有包裹结果与标签不符；2 用法有误；3 被拒绝；
4 连不上服务；8 --fail-if 的条件成立；9 比 --baseline 差；10 数据不可信；
11 有文件未写出。--find-max：0 有速率承受住；否则同最低速率的退出码。
负载模型、条件和报告见 docs/load.md。"#,
    ),
    (
        "Register the enterprises of a believable world (企业备案数据), made from a seed",
        "按种子生成一批仿真企业并登记备案",
    ),
    (
        "Show, check, compare and try the profiles (布控参数) of risk screening",
        "查看、检查、比较和试算风险布控参数",
    ),
    ("What risk screening looks for, as a document", "风险布控的规则文件"),
    ("Screen one sandbox of a server by a profile of its own from now on", "为服务器上的一个沙箱载入自有的布控参数，即日起生效"),
    ("Show a profile: its rules, with what has to hold", "查看布控参数：各规则及其条件"),
    (
        "Check a file: everything that is wrong with it, by line and column; exit code 1 if anything is",
        "检查文件：按行列列出全部错误；有误时退出码为 1",
    ),
    ("Show in which rules two profiles differ", "比较两套布控参数的规则"),
    (
        "Try a profile on what a sandbox has screened: which declarations would get another lane (试算)",
        "用另一套布控参数试算沙箱已布控的清单：哪些会改变通道",
    ),
    (
        "Nothing changes in the sandbox. The facts are those that were recorded; what inspections would have found under the other\nprofile does not count for what comes after.",
        "沙箱不作任何改动。试算依据已记录的事实；新参数下查验会查获什么，不影响其后的清单。",
    ),
    ("Show class, grade and score of an enterprise (企业信用), and why", "查看企业信用等级、评级、分数及原因"),
    ("Show the credit (信用) of an enterprise, what changed it and what would; record what happened", "查看企业信用及其变化和假设结果，录入信用信息"),
    ("Show what happened to its credit, and the class from each day on", "查看信用信息及各日起的等级"),
    ("Show class, grade and score of everybody who is registered or has declared", "列出所有已登记或已申报企业的等级、评级和分数"),
    ("Assess by the certification standard (认证标准): items with results give a score and a verdict", "按认证标准评分：由各条款结果得出分数和结论"),
    ("Show what would become of it if something happened; nothing is recorded", "查看假设发生某事后的信用，不作录入"),
    ("Record what happened to it (信用信息): a punishment, unpaid tax, a certification, a repair", "录入信用信息：处罚、欠税、认证、修复等"),
    ("Give an instruction (人工布控指令): what it aims at is selected from now on", "下达人工布控指令：此后命中对象均被布控"),
    ("Give instructions as a customs officer (海关人员), and say what was found", "以海关人员身份下达布控指令、录入处理结果"),
    ("List the instructions", "列出布控指令"),
    ("Say what was found of a declaration in review or inspection, which ends by it", "录入审核或查验中清单的结果，该环节随之结束"),
    ("Withdraw an instruction", "撤销布控指令"),
    ("List every sandbox", "列出全部沙箱"),
    (
        "Set the faults (故障) that its callers meet, to test a client; without a fault: show them",
        "设置调用方遇到的故障，用以测试客户端；未给出故障时显示已设的故障",
    ),
    (
        "Each call of this command sets one rule. A fault is told in the trailer x-tongguan-fault. Faults are in the memory of the\nserver alone: a restart ends them. docs/faults.md has recipes.",
        "每次执行设置一条规则。故障在 trailer x-tongguan-fault 中标明。故障只在服务器的内存中，\n重启即消失。用法示例见 docs/faults.md。",
    ),
    (
        "Make a key and its certificate (证书); they go into one file that only you can read",
        "生成密钥及证书，存入仅本人可读的一个文件",
    ),
    (
        "Make software keys, sign CEB messages with them, check signatures (签名)",
        "生成软件密钥，对 CEB 报文签名、验签",
    ),
    ("Move the clock forward; everything that falls due happens", "推进时钟，到期事项随之发生"),
    (
        "Play a scenario (情景) on a server, and compare what is told with what it says",
        "在服务上演练一个情景，并与其中写明的结果对照",
    ),
    ("Print the manual, for `man`", "输出供 `man` 使用的手册"),
    ("Print this message or the help of the given subcommand(s)", "显示本帮助或指定命令的帮助"),
    ("Print valid, new documents to begin with (样例)", "输出可直接申报的新单证样例"),
    ("Print what a shell needs to complete this command line", "输出 shell 自动补全脚本"),
    ("Read, follow or acknowledge the receipts (回执) of a mailbox", "读取、跟踪或确认信箱中的回执"),
    ("Run the server", "启动服务"),
    (
        "Send documents (JSON or CEB XML) and show what becomes of them",
        "报送单证（JSON 或 CEB XML），并显示处理结果",
    ),
    (
        "Send what provokes a code (错误码演示), and show what comes back",
        "报送会引出某个代码的内容，并显示返回结果（错误码演示）",
    ),
    (
        "Show how the same documents fare under two rule sets (two days, two message versions)",
        "比较同一批单证在两套规则（两个日期、两个报文版本）下的结果",
    ),
    ("Show one document: where it stands and what was sent", "查看一份单证：当前状态及报送内容"),
    ("Show or move the clock of a sandbox", "查看或推进沙箱时钟"),
    (
        "Show six parcels on their way through customs, on a server of its own",
        "演示六票包裹的通关过程（自带服务）",
    ),
    ("Show what happened to a document, and why", "说明一份单证经过了哪些环节及原因"),
    ("Show what the clock shows (the default)", "查看时钟（默认）"),
    ("Show whose key a file holds", "查看文件中的密钥属于谁"),
    ("Sign a CEB or DXP message", "对 CEB 或 DXP 报文签名"),
    (
        r#"A JSON file holds documents under the names of the .proto files, in snake_case or camelCase:
  {"documents": [{"sales_order": {…}}, {"waybill": {…}}, {"declaration": {…}}]}
  {"declaration": {…}, "sales_order": {…}, "waybill": {…}}
  [{"arrival": {…}}, {"departure": {…}}]
The documents of one submission (at most 100) are taken together or not at all.
The exit code is 1 where a document ends badly (4, 100, 501 to 503, 599, 700), or otherwise than --expect says;
3 where one is refused; 7 where the time of --timeout is up before it ends, or before the code of --until comes."#,
        r#"JSON 文件按 .proto 中的名称书写单证，snake_case、camelCase 均可：
  {"documents": [{"sales_order": {…}}, {"waybill": {…}}, {"declaration": {…}}]}
  {"declaration": {…}, "sales_order": {…}, "waybill": {…}}
  [{"arrival": {…}}, {"departure": {…}}]
同一次报送的单证（至多 100 份）要么全部接收，要么全部不接收。
单证结果不好（4、100、501 至 503、599、700）或与 --expect 不符时，退出码为 1；
有单证被拒收时为 3；到 --timeout 时仍未结束，或未收到 --until 的代码时为 7。"#,
    ),
    (
        r#"A line is what is done and what customs tells; docs/scenarios.md has the words:
  order 1; waybill 1 => order 1 2, order 1 3, waybill 1 2, waybill 1 3
The exit code is 1 where something else is told than the file says. The sandbox of a run that went as the file says is deleted."#,
        r#"每行写明做什么、海关答复什么，用语见 docs/scenarios.md：
  order 1; waybill 1 => order 1 2, order 1 3, waybill 1 2, waybill 1 3
答复与文件不符时，退出码为 1；全部相符时删除所用沙箱。"#,
    ),
    (
        r#"A parcel is its papers, its arrival and its departure: three submissions, sent one after the other. On a manual clock,
send the departure (509) when the goods are released: customs rejects one that comes too early.
  tongguan sample > parcel.json && tongguan submit parcel.json      all the way to 899
  tongguan sample parcel --xml --out parcel && tongguan submit parcel/*
  tongguan sample 603 --mode 9810 --parcel 7
The same --parcel gives the same documents; without it every run gives new ones."#,
        r#"一票包裹包括申报单证、运抵单和离境单，分三次先后报送。手动时钟下，
离境单（509）须待放行后报送：过早报送会被海关退单。
  tongguan sample > parcel.json && tongguan submit parcel.json      一直到 899
  tongguan sample parcel --xml --out parcel && tongguan submit parcel/*
  tongguan sample 603 --mode 9810 --parcel 7
--parcel 相同则单证相同；不指定时每次都是新的。"#,
    ),
    (
        r#"A rule set is a day, or a day and a message version: the law of that day and the field lengths of that version.
  tongguan compare parcel.json --before 2024-12-14 --after 2024-12-15
  tongguan compare message.xml --before 2022-01-01/2018-113 --after 2022-06-01/202205
Nothing is sent anywhere: both run here, in memory, with the same seed."#,
        r#"一套规则指一个日期，或一个日期加报文版本：适用该日期的规定和该版本的字段长度。
  tongguan compare parcel.json --before 2024-12-14 --after 2024-12-15
  tongguan compare message.xml --before 2022-01-01/2018-113 --after 2022-06-01/202205
不向任何地方发送：两次都在本机内存中运行，使用同一随机种子。"#,
    ),
    (
        r#"First steps:
  tongguan demo                      six parcels go through customs; about a second
  tongguan serve                     a server on 127.0.0.1:50051
  tongguan sample > parcel.json      the documents of a parcel
  tongguan submit parcel.json        send them, see what customs answers
  tongguan codes 100                 what a code means
  tongguan provoke 100               send what provokes it

Exit codes: 0 done; 1 ended otherwise than expected; 2 wrong usage; 3 refused; 4 no server;
5 the server cannot start; 6 it stopped and cut connections; 7 the time to wait was up; 8, 9, 10, 11 what
`tongguan load` found: a condition holds, worse than before, not to be trusted, a file not written; 74 the journal failed."#,
        r#"入门：
  tongguan demo                      六票包裹的通关过程，约一秒
  tongguan serve                     启动服务，地址 127.0.0.1:50051
  tongguan sample > parcel.json      一票包裹的单证
  tongguan submit parcel.json        报送，并查看海关答复
  tongguan codes 100                 查询代码含义
  tongguan provoke 100               报送会引出该代码的内容

退出码：0 完成；1 结果与预期不符；2 用法有误；3 被拒绝；4 连不上服务；
5 服务不能启动；6 服务已停止但切断了连接；7 等待超时；
8、9、10、11 压测结果：不满足条件、比以前差、不可信、文件未写出；74 日志写入失败。"#,
    ),
    (
        r#"When the server answers, one JSON line on standard output says where:
  {"event":"ready","address":"127.0.0.1:50051","control":"127.0.0.1:50052","json":"127.0.0.1:50053","pid":4242}
SIGTERM or SIGINT stops it, within 15 seconds; a second one cuts what is open and leaves out snapshots.

Exit codes: 0 stopped; 2 wrong usage; 5 cannot start (an address or the data folder is in use, or it is damaged);
6 stopped, but connections had to be cut; 74 the journal failed (a full disk, for example): what was answered is
safe, and a supervisor should start the server again (not after 2 or 5: somebody has to look first)."#,
        r#"服务可用时，在标准输出写一行 JSON，说明各地址：
  {"event":"ready","address":"127.0.0.1:50051","control":"127.0.0.1:50052","json":"127.0.0.1:50053","pid":4242}
SIGTERM 或 SIGINT 使其在 15 秒内停止；再次收到则立即切断连接，并不再写快照。

退出码：0 已停止；2 用法有误；5 不能启动（地址或数据文件夹被占用，或数据已损坏）；
6 已停止，但切断了连接；74 日志写入失败（如磁盘已满）：已答复的内容均已保存，
可由监管程序重新启动（退出码 2、5 时不可，须先人工查看）。"#,
    ),
    (
        r#"source <(tongguan completions bash)                                for this bash
  tongguan completions bash > ~/.local/share/bash-completion/completions/tongguan
  tongguan completions zsh > "${fpath[1]}/_tongguan"
  tongguan completions fish > ~/.config/fish/completions/tongguan.fish"#,
        r#"source <(tongguan completions bash)                                当前 bash 中使用
  tongguan completions bash > ~/.local/share/bash-completion/completions/tongguan
  tongguan completions zsh > "${fpath[1]}/_tongguan"
  tongguan completions fish > ~/.config/fish/completions/tongguan.fish"#,
    ),
    (
        r#"tongguan man | man -l -                                            the first page
  tongguan man --out ~/.local/share/man/man1 && man tongguan-serve   a page for each command"#,
        r#"tongguan man | man -l -                                            首页
  tongguan man --out ~/.local/share/man/man1 && man tongguan-serve   每个命令一页"#,
    ),
    (
        r#"tongguan provoke 100               send what customs rejects, see the 100 come back
  tongguan provoke FIELD_MISSING --xml
  tongguan provoke inspect           what a sender sees of a forced outcome
Each run makes a sandbox of its own, and deletes it at its end, so nothing that you have is touched.
The exit code is 1 where the code does not show."#,
        r#"tongguan provoke 100               报送会被海关退单的内容，查看返回的 100
  tongguan provoke FIELD_MISSING --xml
  tongguan provoke inspect           查看指定查验后企业收到的回执
每次运行都新建沙箱，结束时删除，不影响已有数据。
未出现该代码时，退出码为 1。"#,
    ),
    (
        "The exit code is 0 where it serves, 1 where it does not (it stops), 4 where there is no server.",
        "退出码：0 正在服务；1 不在服务（正在停止）；4 连不上服务。",
    ),
    (
        "The exit code is 1 where there is no such sandbox or mailbox; --follow says so and waits for it.",
        "没有该沙箱或信箱时退出码为 1；使用 --follow 时提示并等待其出现。",
    ),
    (
        "Change what a sandbox does from now on; what is not said stays",
        "修改沙箱此后的做法；未给出的保持不变",
    ),
    (
        "Delete a sandbox with all that it holds; its name is free at once",
        "删除沙箱及其全部内容；名称随即可再用",
    ),
    (
        "Delete what a sandbox holds, and begin it anew with its settings",
        "清空沙箱，按原设置重新开始",
    ),
    ("List the keys of a file", "列出文件中的密钥"),
    (
        "Make a key, and print it: this once, and never again; or let the name in a certificate stand for one",
        "生成密钥并显示：仅此一次；或以证书中的名称代替密钥",
    ),
    ("Make, list and revoke the API keys (密钥) of a server's callers", "生成、列出、吊销调用服务的 API 密钥"),
    ("Revoke a key; a running server refuses it within a second", "吊销密钥；运行中的服务在一秒内拒绝该密钥"),
    (
        "docs/risk.md says how a rule is written, and lists the facts and functions that it may use.",
        "规则写法及可用的事实和函数见 docs/risk.md。",
    ),
    (
        "A key is shown once, when it is made; the file holds its SHA-256. Two keys of a tenant at a time are usual: make the next,\ngive it out, revoke the one before. docs/identity.md has the roles.",
        "密钥只在生成时显示一次，文件中只存其 SHA-256。同一租户可同时有两个密钥：先生成新密钥并分发，再吊销旧密钥。\n角色见 docs/identity.md。",
    ),
];
