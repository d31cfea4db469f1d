//! What the arguments are for, and their values.

/// English, as the commands say it, and Chinese.
#[rustfmt::skip] // A table.
pub(super) const ARGUMENTS: &[(&str, &str)] = &[
    ("A host that risk and credit servers of single sandboxes may be on, an address or a name; loopback: this machine; none: nowhere; may be repeated [default: loopback]", "沙箱自备的风险布控、信用评分服务可在的主机，地址或名称；loopback 为本机，none 为均不可；可重复 [默认：loopback]"),
    ("Who screens this sandbox: a server of RiskScreening at http://HOST:PORT; none: who does for all sandboxes", "本沙箱的风险布控服务（RiskScreening）：http://主机:端口；none 为使用公用服务"),
    ("Who scores for this sandbox: a server of CreditScoring at http://HOST:PORT; none: who does for all sandboxes", "本沙箱的信用评分服务（CreditScoring）：http://主机:端口；none 为使用公用服务"),
    ("How long one call of these servers may take, in milliseconds, 1 to 10000 [of a new server: 1000]", "自备服务一次调用的时限，毫秒，1 至 10000 [新指定的服务：1000]"),
    ("What happens when they do not answer in that time: fallback (the documents are looked at; the class of the registry) or wait [of a new server: fallback]", "超时未应答时：fallback 按既定结果（人工审核；登记的信用等级），wait 等待 [新指定的服务：fallback]"),
    ("typical, strict, or a file; its text is sent", "typical、strict 或文件；发送其文本"),
    ("Screen by the profile of the server again", "恢复使用服务器的布控参数"),
    ("Show the profile that this sandbox has of its own; TONGGUAN_SANDBOX sets a default", "显示该沙箱自有的布控参数；TONGGUAN_SANDBOX 可设默认值"),
    ("Show its text as it was loaded", "按载入时的文本显示"),
    ("Code of the enterprise", "企业代码"),
    ("What happened: smuggling, violation, tax-unpaid, fine-unpaid, certified, certification-lost, rectification, repair …", "事由：smuggling 走私、violation 违规、tax-unpaid 欠税、fine-unpaid 欠罚款、certified 认证、certification-lost 失去认证、rectification 整改、repair 修复 …"),
    ("When it happened; of what is unpaid: when it was due, such as 2026-03-31 [default: today in the sandbox]", "发生日；欠缴的为应缴日，如 2026-03-31 [默认：沙箱当日]"),
    ("The fine, or what is unpaid, in whole yuan", "罚款或欠缴金额，元（整数）"),
    ("When it was paid or corrected [default: not yet]", "缴清或改正日 [默认：尚未]"),
    ("Everything of this enterprise, by its code", "该企业的全部货物（企业代码）"),
    ("Id of the instruction", "指令编号"),
    ("Id of the instruction: another one under the same id takes its place", "指令编号：同编号的新指令取代旧指令"),
    ("In your words", "说明"),
    ("Reviews and inspections wait for the result of an officer (`tongguan officer result`)", "审核和查验等待海关人员录入结果（`tongguan officer result`）"),
    ("The last day on which it holds, such as 2026-03-31 [default: until it is withdrawn]", "最后有效日，如 2026-03-31 [默认：至撤销为止]"),
    ("The parcel of this waybill number", "该运单号的包裹"),
    ("What becomes of the goods: release, reject, \"ship back\", \"detain smuggling\" … [default: release if conforming, otherwise reject]", "货物的处置：release、reject、\"ship back\"、\"detain smuggling\" … [默认：相符则 release，否则 reject]"),
    ("What is to be done: inspect, documents, sample or stop", "指令内容：inspect 查验、documents 审单、sample 取样、stop 禁止放行"),
    ("What was found: conforming, quantity, name, classification, value, infringement, prohibited …", "结果：conforming 相符、quantity 数量、name 品名、classification 归类、value 价格、infringement 侵权、prohibited 禁止 …"),
    ("Whatever this rule of screening matches", "该布控规则命中的全部清单"),
    ("Customs rejects declarations with a party that is not registered", "海关退回含未登记企业的清单"),
    ("Whether declarations with a party that is not registered are rejected: on or off", "是否退回含未登记企业的清单：on 或 off"),
    ("Only enterprises of the city with these four digits, such as 3301", "只列出该四位城市代码的企业，如 3301"),
    (
        "Items with their results, such as internal-control:1.2=-1: 0 conforms, -1 in part, -2 does not; bonus:5.1=2",
        "条款及结果，如 internal-control:1.2=-1：0 达标，-1 部分达标，-2 不达标；bonus:5.1=2",
    ),
    ("Whether reviews and inspections wait for the result of an officer: on or off", "审核和查验是否等待海关人员录入结果：on 或 off"),
    ("Why", "理由"),
    ("Name or file of a workload; or a scenario, FILE.txt", "负载模型的名称或文件；或情景文件 FILE.txt"),
    ("So many times that rate, such as 3 or 0.1 [default: the workload's]", "上述速率的倍数，如 3 或 0.1 [默认：依负载模型]"),
    (
        "Raise the rate until it does not hold, each time in a new sandbox; --rate is where it begins",
        "逐次提高速率直至承受不住，每次用新沙箱；--rate 为起点",
    ),
    ("Write the report as one page of HTML into this file; it opens offline", "将报告写成一个 HTML 文件，可离线打开"),
    ("Write verdict and conditions as JUnit XML into this file", "将结论和条件以 JUnit XML 写入此文件"),
    (
        "Write interval logs of HdrHistogram into this folder, one for each stage",
        "将 HdrHistogram 区间日志写入此文件夹，每个环节一个文件",
    ),
    (
        "Rate where the shape of the workload is 1, such as 1417/s or 85000/min [default: the workload's]",
        "曲线值为 1 处的速率，如 1417/s 或 85000/min [默认：依负载模型]",
    ),
    (
        "How long parcels start, such as 90s or 10m; the shape is stretched to it [default: the workload's]",
        "发起包裹的时长，如 90s 或 10m；曲线随之伸缩 [默认：依负载模型]",
    ),
    ("Start parcels at even distances instead of at random", "等间隔发起，不随机"),
    (
        "Seed of parcels and starts: the same one sends the same requests, byte for byte",
        "包裹和开始时刻的种子：种子相同，则请求逐字节相同",
    ),
    ("Connections, 1 to 64", "连接数，1 至 64"),
    (
        "Most parcels in flight, 1 to 1000000; a start that finds no place is missed and counted",
        "在途包裹上限，1 至 1000000；无空位的开始不再进行，但计数",
    ),
    (
        "Closed model: so many senders, each of whom starts a parcel when the last one has ended",
        "闭环模型：若干发送方，各在上一票结束后发起下一票",
    ),
    ("Send papers alone, and read no receipts", "只报送单证，不读取回执"),
    ("How long receipts may take after the last start", "最后一票开始后等待回执的时长"),
    ("Delete the sandbox that the run has made, at its end", "压测结束时删除其自建的沙箱"),
    (
        "Use this sandbox as it is [default: a new one, in which nothing is left to chance]",
        "按现状使用此沙箱 [默认：新建，不含随机]",
    ),
    (
        "Fail (exit code 8) if this holds, such as p99(899)>200ms, errors>0.1% or wrong>0; may be repeated",
        "条件成立则失败（退出码 8），如 p99(899)>200ms、errors>0.1%、wrong>0；可重复",
    ),
    (
        "Fail (exit code 9) if stages are slower than in this report of an earlier run",
        "各环节比此前报告慢则失败（退出码 9）",
    ),
    ("By how many percent they may be slower", "允许慢百分之几"),
    ("Write the report as JSON into this file, for --baseline", "把报告以 JSON 写入此文件，供 --baseline 使用"),
    ("Write the report as ghz does into this file", "按 ghz 的格式把报告写入此文件"),
    ("Comprehensive pilot zones (综合试验区), the oldest first, 1 to 165", "综合试验区个数，按批准先后，1 至 165"),
    ("Enterprises, 1 to 500000", "企业数，1 至 500000"),
    ("The same seed makes the same enterprises and warehouses", "种子：相同的种子生成相同的企业和仓库"),
    ("Register sellers of Hangzhou's zone as well, 49,000 if no number is given", "另登记杭州综试区的卖家；不填数量则为 49,000 家"),
    ("Overseas warehouses (海外仓), 0 to 8000; sites, parks and return centres come with the zones", "海外仓个数，0 至 8000；监管场所、园区和退货中心仓随综试区生成"),
    ("Print everything as JSON, one a line, and register nothing", "逐行输出全部内容（JSON），不登记"),
    (
        "A DXP id of customs, to which envelopes are sent; the first signs the receipts; may be repeated",
        "海关的报文传输编号（dxpId），即信封的接收方；第一个用于签发回执；可重复",
    ),
    (
        "A file with keys like these flags (TOML); an argument, or a variable TONGGUAN_SERVE_…, outdoes it",
        "配置文件（TOML），键名与参数名相同；命令行参数或环境变量 TONGGUAN_SERVE_… 优先于它",
    ),
    (
        "Print what holds, and whether an argument, a variable or a file says so, and start nothing",
        "打印现行设置及其来源（参数、环境变量或文件），不启动服务",
    ),
    (
        "Start risk screening, credit scoring and an exchange as processes of their own, which end with this one",
        "将风险布控、信用评分和交换作为独立进程启动，并随本进程结束",
    ),
    (
        "Send traces to this collector of OpenTelemetry, by OTLP over gRPC: http://HOST:PORT [default: none, or OTEL_EXPORTER_OTLP_ENDPOINT]",
        "将调用链路（trace）经 OTLP/gRPC 发往此 OpenTelemetry 采集器：http://主机:端口 [默认：不发送，或 OTEL_EXPORTER_OTLP_ENDPOINT]",
    ),
    (
        "The share of traces that begin here and are recorded, 0 to 1; a call with a traceparent does what that says",
        "由本进程开始的链路中记录的比例，0 至 1；带 traceparent 的调用以其为准",
    ),
    (
        "Stop when standard input ends, so that a server does not outlive the program that started it",
        "标准输入结束时停止，使服务不比启动它的程序存活更久",
    ),
    (
        "A code (100, -604001, DUPLICATE, 1320, 2001, inspect …); without it: every code that can be provoked",
        "代码（100、-604001、DUPLICATE、1320、2001、inspect …）；不填则列出可演示的全部代码",
    ),
    (
        "A code (100, -604001, DUPLICATE, inspect …) to look up, or a code table (country, unit …) to list",
        "要查询的代码（100、-604001、DUPLICATE、inspect …），或要列出的参数表（country、unit …）",
    ),
    (
        "Acknowledge every receipt up to this number instead of reading",
        "不读取，而是确认该编号及之前的全部回执",
    ),
    (
        "Address of JSON over HTTP, Connect and gRPC-Web, or off; port 0 takes a free one [default: 127.0.0.1:50053, or a free port if --listen names another than its own]",
        "JSON over HTTP、Connect 和 gRPC-Web 的地址，或 off；端口 0 表示任选空闲端口 [默认：127.0.0.1:50053；--listen 不用默认端口时任选空闲端口]",
    ),
    (
        "Address of sandbox control; TONGGUAN_CONTROL sets another default",
        "沙箱控制地址；可用 TONGGUAN_CONTROL 设置默认值",
    ),
    (
        "Address of sandbox control; port 0 takes a free one",
        "沙箱控制的监听地址；端口 0 表示任选空闲端口",
    ),
    (
        "Address of the figures for Prometheus (GET /metrics), or off; port 0 takes a free one",
        "供 Prometheus 采集指标（GET /metrics）的监听地址，或 off；端口 0 表示任选空闲端口",
    ),
    (
        "Address of the server; TONGGUAN_SERVER sets another default",
        "服务地址；可用 TONGGUAN_SERVER 设置默认值",
    ),
    (
        "Address of an exchange that is a process of its own, for receipts and XML; TONGGUAN_EXCHANGE sets a default [default: that of --server]",
        "独立交换进程的地址，用于回执和 XML；可用 TONGGUAN_EXCHANGE 设置默认值 [默认：同 --server]",
    ),
    ("Address of the services; port 0 takes a free one", "服务的监听地址；端口 0 表示任选空闲端口"),
    (
        "Answers as JSON, one object per line; field names are stable, times are RFC 3339 in Beijing time (+08:00)",
        "以 JSON 输出，每行一个对象；字段名固定不变，时间为北京时间（+08:00），RFC 3339 格式",
    ),
    ("As CEB XML instead of JSON", "输出 CEB XML 而非 JSON"),
    ("As CEB XML, the messages of the real system", "以 CEB XML 输出，即真实系统的报文"),
    ("As an envelope (DxpMsg) around that XML", "在该 XML 外加信封（DxpMsg）"),
    ("By so much, such as 1h30m", "推进的时长，如 1h30m"),
    (
        "Chance in a million that a manual review is suspended (600)",
        "人工审核被挂起（600）的概率，百万分之几",
    ),
    ("Chance in a million that a receipt is delivered twice", "回执重复送达的概率，百万分之几"),
    ("Chance in a million that sending to customs fails (4)", "发送海关失败（4）的概率，百万分之几"),
    (
        "Chance in a million that two receipts of a document change places",
        "同一单证两条回执顺序颠倒的概率，百万分之几",
    ),
    (
        "Code of the enterprise: customs registration or unified social credit code",
        "企业代码：海关注册编码或统一社会信用代码",
    ),
    ("Code tables (参数代码)", "参数代码表"),
    (
        "DXP id of the sender, whose mailbox gets the receipts [default: DXPENT0000000001]; CEB XML names its own",
        "报送企业的报文传输编号（dxpId），回执送入其信箱 [默认：DXPENT0000000001]；CEB XML 以报文中的为准",
    ),
    ("Do not wait for what customs answers", "不等待海关答复"),
    (
        "Document id, preNo (电子口岸编号) or invtNo (清单编号)",
        "单证序号、电子口岸编号（preNo）或清单编号（invtNo）",
    ),
    ("English", "英文"),
    ("File to write; it must not exist", "写入的文件，不得已存在"),
    (
        "Folder of the journal [default: tongguan-data in the current folder; tongguan-exchange for an exchange alone]",
        "数据文件夹 [默认：当前文件夹下的 tongguan-data；单独的 exchange 为 tongguan-exchange]",
    ),
    ("Follow the documents at most so long; the exit code is 7 when this is not enough", "跟踪单证的最长时间；超时则退出码为 7"),
    (
        "Follow the documents until one of them is told this code (returnStatus), whoever makes that happen, or, with idle, until nothing more happens by itself",
        "跟踪到有单证收到该回执状态（returnStatus）为止，不论由谁促成；idle 表示跟踪到不再有后续为止",
    ),
    (
        "Force what customs does, such as inspect; `tongguan codes --kind outcome` lists them",
        "指定海关处理结果，如 inspect；`tongguan codes --kind outcome` 列出全部",
    ),
    (
        "Go on after this cursor; without it: from the first receipt that is not acknowledged",
        "从该游标之后继续；不填则从第一条未确认的回执开始",
    ),
    (
        "How HTTP writes receipts: plain (<CEB304Message xmlns=…>) or prefixed (<ceb:CEB304Message …>) [default: as the sandbox, or plain]",
        "HTTP 回执的写法：plain（<CEB304Message xmlns=…>）或 prefixed（<ceb:CEB304Message …>） [默认：与沙箱一致，否则 plain]",
    ),
    (
        "How a new sandbox writes receipts, unless a mailbox or a transport says otherwise: plain or prefixed [default: as each transport does it]",
        "新沙箱的回执写法，信箱或传输方式另有设置的除外：plain 或 prefixed [默认：由各传输方式决定]",
    ),
    (
        "How folders write receipts: plain or prefixed [default: as the sandbox, or plain]",
        "文件夹回执的写法：plain 或 prefixed [默认：与沙箱一致，否则 plain]",
    ),
    (
        "How its receipts are written, unless a mailbox or a transport says otherwise: plain or prefixed",
        "回执写法，信箱或传输方式另有设置的除外：plain 或 prefixed",
    ),
    ("How it is logged: text, or JSON, one object per line", "日志写法：文本，或每行一个 JSON 对象"),
    ("How many days it holds", "有效天数"),
    (
        "How queues write receipts: plain or prefixed [default: as the sandbox, or prefixed]",
        "队列回执的写法：plain 或 prefixed [默认：与沙箱一致，否则 prefixed]",
    ),
    ("How time moves", "时钟方式"),
    ("How time moves in a new sandbox", "新沙箱的时钟方式"),
    (
        "How to sign: rsa-sha1, rsa-sha256 or sm2-sm3 [default: rsa-sha1 with an RSA key, sm2-sm3 with an SM2 key]",
        "签名算法：rsa-sha1、rsa-sha256 或 sm2-sm3 [默认：RSA 密钥用 rsa-sha1，SM2 密钥用 sm2-sm3]",
    ),
    (
        "JSON or CEB XML, as for `tongguan submit`; - is standard input",
        "JSON 或 CEB XML，同 `tongguan submit`；- 表示标准输入",
    ),
    (
        "JSON, CEB XML, or CEB XML in its envelope (DxpMsg); - is standard input",
        "JSON、CEB XML 或带信封（DxpMsg）的 CEB XML；- 表示标准输入",
    ),
    ("Keep everything in memory; it is gone at the end", "数据仅存内存，停止后即清除"),
    (
        "Language, en or zh [default: as TONGGUAN_LANG or the locale says]; JSON is the same in both",
        "语言：en 或 zh [默认：按 TONGGUAN_LANG 或系统区域设置]；JSON 两种语言相同",
    ),
    (
        "Leave nothing to chance: no document is drawn into review or inspection, rejected, lost or repeated",
        "排除随机因素：不随机抽中审核、查验，不随机退单、丢失或重复",
    ),
    ("Made by `tongguan keys new`", "由 `tongguan keys new` 生成的文件"),
    (
        "Mailbox: the DXP id of a sender [default: DXPENT0000000001]",
        "信箱：报送企业的报文传输编号（dxpId） [默认：DXPENT0000000001]",
    ),
    ("Mode of supervision (监管方式)", "监管方式"),
    ("Name of the enterprise", "企业名称"),
    (
        "Name: letters, digits, '.', '_' and '-', the first a letter or digit",
        "名称：字母、数字、“.”、“_”和“-”，首字符为字母或数字",
    ),
    ("No sandbox control: nobody can move a clock", "不开放沙箱控制：无人能推进时钟"),
    (
        "Number of the declaration (清单编号) that 605, 701, 213 or 215 names [default: the first one of a new sandbox]",
        "605、701、213、215 所引用的清单编号 [默认：新沙箱的第一个]",
    ),
    (
        "Number of the parcel, 1 to 99999999; every other number is made of it [default: a new one]",
        "包裹序号，1 至 99999999，其他编号均由其生成 [默认：新序号]",
    ),
    ("Only this kind", "仅此类别"),
    ("Only when told", "仅在有指令时推进"),
    (
        "POST the receipts of a DXP id to a URL until it answers SUCCESS, at most 6 times; may be repeated",
        "将该 dxpId 的回执 POST 到此 URL，直至答复 SUCCESS，至多 6 次；可重复",
    ),
    ("Print help", "显示帮助"),
    ("Print help (see more with '--help')", "显示帮助（--help 更详细）"),
    ("Print version", "显示版本"),
    ("Provoke every code, a line for each", "逐一演示全部代码，每个一行"),
    ("Put receipts here, in a folder for each DXP id", "回执写入此处，每个 dxpId 一个子文件夹"),
    (
        "Receipts of customs repeat the guid of the sender instead of carrying their own",
        "海关回执沿用报送报文的 guid，而不另行生成",
    ),
    (
        "Which sandbox (沙箱); TONGGUAN_SANDBOX sets another default",
        "使用的沙箱；可用 TONGGUAN_SANDBOX 设置默认值",
    ),
    (
        "Sandbox; TONGGUAN_SANDBOX sets another default",
        "沙箱；可用 TONGGUAN_SANDBOX 设置默认值",
    ),
    (
        "What this process serves; without it everything. intake has the exchange, the registry, the catalogue and sandbox control with it; exchange, registry and control alone lean on an intake elsewhere",
        "本进程提供的服务，不写则为全部；intake 连同交换、登记、目录和沙箱控制；单独的 exchange、registry、control 依赖别处的 intake",
    ),
    ("Where risk screening is, if not here: http://HOST:PORT", "风险布控不在本进程时的地址：http://主机:端口"),
    ("Where credit scoring is, if not here: http://HOST:PORT", "信用评分不在本进程时的地址：http://主机:端口"),
    (
        "Declaration intake, exchange, registry, catalogue and sandbox control",
        "申报受理、交换、登记、目录和沙箱控制",
    ),
    (
        "Where intake is, for an exchange or a registry that is a process of its own: http://HOST:PORT",
        "交换（exchange）或登记（registry）为独立进程时，申报受理的地址：http://主机:端口",
    ),
    (
        "Where sandbox control of intake is, for a sandbox control that is a process of its own: http://HOST:PORT",
        "沙箱控制（control）为独立进程时，申报受理一方的沙箱控制地址：http://主机:端口",
    ),
    (
        "Let other processes follow the journal (`tongguan serve exchange`); it shows them every sandbox whole",
        "允许其他进程（`tongguan serve exchange`）跟随日志；对方可见每个沙箱的全部内容",
    ),
    ("Clearance exchange alone, over a copy of the journal of intake", "单独的交换，基于 intake 日志的副本"),
    ("Registry of enterprises alone, which passes calls on to intake", "单独的登记，调用转交 intake"),
    ("Sandbox control alone, which passes calls on to intake", "单独的沙箱控制，调用转交 intake"),
    ("Risk screening", "风险布控"),
    ("Credit scoring", "信用评分"),
    ("Seed of every draw", "随机种子"),
    ("Seed of every draw of a new sandbox", "新沙箱的随机种子"),
    (
        "Seed of every draw: the same seed and the same documents give the same receipts",
        "随机种子：种子相同、单证相同，则回执相同",
    ),
    (
        "Seed of the random inspections; another one may tell another story",
        "随机查验的种子；换一个，过程可能不同",
    ),
    ("Send every document as CEB XML", "单证一律以 CEB XML 报送"),
    ("Leave the sandbox on the server, to look at it afterwards", "结束后保留沙箱，以便查看"),
    (
        "Send every document as CEB XML, and show the messages",
        "单证一律以 CEB XML 报送，并显示报文",
    ),
    (
        "Set the form of the receipts of the mailbox for every transport instead of reading: plain, prefixed or usual",
        "不读取，而是设置该信箱在各传输方式下的回执写法：plain、prefixed 或 usual",
    ),
    ("Show the documents that fare alike, too", "结果相同的单证也显示"),
    (
        "Succeed only if one of the documents is told this code; may be given more than once",
        "仅当有单证收到该回执状态时才算成功；可多次给出",
    ),
    (
        "Take messages as HTTP forms (POST /, field xml) and give receipts (GET /receipts) here; port 0 takes a free one",
        "在此以 HTTP 表单接收报文（POST /，字段 xml），并提供回执（GET /receipts）；端口 0 表示任选空闲端口",
    ),
    (
        "Take messages from this broker, and put receipts into its queues DXPID_HZ",
        "从该消息中间件接收报文，回执写入队列 DXPID_HZ",
    ),
    (
        "Take messages that are dropped here as .xml or .zip",
        "接收放入此处的 .xml 或 .zip 报文",
    ),
    ("The first rule set", "第一套规则"),
    (
        "The form of that XML: plain (<CEB304Message xmlns=…>) or prefixed (<ceb:CEB304Message …>) [default: as was set]",
        "该 XML 的写法：plain（<CEB304Message xmlns=…>）或 prefixed（<ceb:CEB304Message …>） [默认：按已有设置]",
    ),
    ("The message; - is standard input", "报文；- 表示标准输入"),
    ("The mode", "时钟方式"),
    (
        "The moment at which the certificate must hold [default: when the clock of a sandbox starts]",
        "证书须在此时刻有效 [默认：沙箱时钟的起始时刻]",
    ),
    ("The queue of messages", "报文队列"),
    ("The same as SPAN", "同 SPAN"),
    ("The scenario; - is standard input", "情景文件；- 表示标准输入"),
    ("The second rule set", "第二套规则"),
    ("The shell", "shell 名称"),
    (
        "Threads that serve connections [default: 2, or TONGGUAN_THREADS]",
        "处理连接的线程数 [默认：2，或 TONGGUAN_THREADS]",
    ),
    ("To the next thing that will happen", "推进到下一个事项发生时"),
    (
        "To the next timer, whenever nothing is left to do: receipts come at once, with believable times",
        "无事可做时即跳到下一个定时点：回执立即产生，时间合乎实际",
    ),
    (
        "To this time, such as 2026-01-06T09:00:00+08:00",
        "推进到该时刻，如 2026-01-06T09:00:00+08:00",
    ),
    ("Transports beside gRPC", "gRPC 以外的传输方式"),
    ("Wait for further receipts", "等待后续回执"),
    (
        "What a new sandbox does with XML signatures: off, check or require",
        "新沙箱如何对待 XML 签名：off 不验、check 有则验、require 必须有",
    ),
    ("What a sender can force", "企业可指定的结果"),
    (
        "What becomes of documents whose sender forces nothing; `tongguan codes --kind outcome` lists them",
        "报送时未指定结果的单证按此处理；`tongguan codes --kind outcome` 列出全部",
    ),
    ("What can be wrong with CEB XML", "CEB XML 的错误"),
    ("What can be wrong with a document", "单证的校验错误"),
    ("What is in force when (政策)", "各时期有效的政策"),
    ("Lines for people", "供人阅读的文本行"),
    (
        "One object per line: timestamp, level, target, and fields with the message",
        "每行一个对象：timestamp、level、target，以及含 message 的 fields",
    ),
    (
        "What is logged to standard error: error, warn, info, debug, trace, or tracing directives",
        "写入标准错误的日志级别：error、warn、info、debug、trace，或 tracing 指令",
    ),
    (
        "What it does with XML signatures: off, check or require [default: as the server was told]",
        "如何对待 XML 签名：off 不验、check 有则验、require 必须有 [默认：按服务的设置]",
    ),
    (
        "What messages are signed with: SM2-SM3 (202205 only), or RSA with SHA-1 or SHA-256 (both versions)",
        "报文签名所用算法：SM2-SM3（仅 202205 版），或 RSA 加 SHA-1、SHA-256（两个版本均可）",
    ),
    (
        "What the exchange platform answers to an envelope (DxpRep)",
        "交换平台对信封的答复（DxpRep）",
    ),
    (
        "When the certificate begins to hold [default: when the clock of a sandbox starts]",
        "证书生效时间 [默认：沙箱时钟的起始时刻]",
    ),
    (
        "Where the clock of a new sandbox starts [default: 2026-01-05T09:00:00+08:00]",
        "新沙箱时钟的起始时刻 [默认：2026-01-05T09:00:00+08:00]",
    ),
    (
        "Where the clock starts [default: as the server was told]",
        "时钟的起始时刻 [默认：按服务的设置]",
    ),
    (
        "Which messages a new sandbox enforces: 202205 or 2018-113",
        "新沙箱执行的报文版本：202205 或 2018-113",
    ),
    (
        "Which messages it enforces: 202205 or 2018-113 [default: as the server was told]",
        "执行的报文版本：202205 或 2018-113 [默认：按服务的设置]",
    ),
    ("Which of several codes of this name", "同名代码中的哪一类"),
    (
        "Whose rules count: 2018-113 knows no SM2 and demands KeyName [default: every signature that is known]",
        "按哪个版本的规则：2018-113 不支持 SM2，且要求 KeyName [默认：支持的签名均可]",
    ),
    ("Why a call is refused (gRPC)", "调用被拒绝的原因（gRPC）"),
    ("Why customs rejects (100)", "海关退单（100）的原因"),
    ("Write a file for each message into this folder", "每个报文一个文件，写入此文件夹"),
    (
        "Write a page for each command into this folder, instead of the first page to standard output",
        "每个命令一页，写入此文件夹，而不是把首页写到标准输出",
    ),
    (
        "Write the ready line to this file, too; it appears complete or not at all",
        "就绪信息同时写入此文件；要么完整出现，要么不出现",
    ),
    ("Write the ready line to this open file descriptor, too", "就绪信息同时写入此已打开的文件描述符"),
    (
        "Write there instead of to standard output; the file must not exist",
        "写入此文件而非标准输出；文件不得已存在",
    ),
    (
        "parcel, the number of a message (303, 403, 505, 603, 607, 507, 509, 605, 701, 213, 215) or its name",
        "parcel（整票包裹）、报文编号（303、403、505、603、607、507、509、605、701、213、215）或其名称",
    ),
    ("returnStatus of a receipt (回执状态)", "回执状态（returnStatus）"),
    ("中文", "中文"),
    (
        "From one thing to the next, until nothing more happens by itself",
        "逐项推进，直至不再有事项自动发生",
    ),
    (
        "How its receipts are written: plain, prefixed or usual",
        "回执写法：plain、prefixed 或 usual",
    ),
    (
        "Its name",
        "沙箱名称",
    ),
    (
        "What becomes of documents whose sender forces nothing, from now on; none: rules and draws decide",
        "此后报送时未指定结果的单证按此处理；none 表示按规则和随机抽取",
    ),
    (
        "Whether documents are drawn into review, inspection and mishaps: on or off",
        "是否随机抽中审核、查验和异常：on 或 off",
    ),
    (
        "A process of the server, and nobody else: asks risk screening and credit scoring, and where the server has --feed, reads and changes the sandboxes of every tenant",
        "仅供服务自身的进程：查询风险布控和信用评分；服务开启 --feed 时，可读取和更改所有租户的沙箱",
    ),
    ("An enterprise that declares: sends documents, reads what becomes of them", "报关企业：报送单证并查看结果"),
    ("An enterprise that transmits for others: the same", "代理传输的企业：同上"),
    (
        "Ask every caller for a key of this file (`tongguan api-key new` makes it); it is read again when it changes",
        "要求调用者出示此文件中的密钥（由 `tongguan api-key new` 生成）；文件变动后自动重读",
    ),
    (
        "Customs: reads everything of the tenant, keeps the registry, forces outcomes",
        "海关：查看租户的全部内容，管理企业登记，指定结果",
    ),
    (
        "File with the API key of your calls; TONGGUAN_API_KEY may hold the key itself",
        "存放调用密钥的文件；也可把密钥写入 TONGGUAN_API_KEY",
    ),
    (
        "File with the API key that calls of --risk, --credit and --intake show; TONGGUAN_PEER_API_KEY may hold the key itself",
        "调用 --risk、--credit、--intake 时出示的密钥文件；也可把密钥写入 TONGGUAN_PEER_API_KEY",
    ),
    (
        "How long it is taken, such as 90d, or the last day or moment [default: until it is revoked]",
        "有效时长（如 90d）、最后一日或最后时刻 [默认：吊销前有效]",
    ),
    ("Id of the key: what stands between tg_ and the next _", "密钥编号：tg_ 与下一个 _ 之间的部分"),
    (
        "Serve other machines without asking for keys, or hand receipts to them: only where the network is yours alone",
        "不要求密钥即向其他机器提供服务或发送回执；仅限网络由您独用时",
    ),
    ("The file of keys", "密钥文件"),
    ("typical, strict, or a file", "typical、strict 或文件"),
    ("The file of a profile", "布控参数文件"),
    ("What it is compared with", "与之比较的布控参数"),
    ("The profile to try: typical, strict, or a file", "用于试算的布控参数：typical、strict 或文件"),
    (
        "Only what was screened on this day of the sandbox clock or later, such as 2026-03-01",
        "仅计沙箱时钟此日及以后布控的清单，如 2026-03-01",
    ),
    (
        "Only what was screened on this day of the sandbox clock or before, such as 2026-03-31",
        "仅计沙箱时钟此日及以前布控的清单，如 2026-03-31",
    ),
    (
        "Show so many of the declarations that would get another lane, the first ones",
        "列出前多少单改变通道的清单",
    ),
    (
        "What risk screening screens by: typical, strict, or a file (TOML), which is read again when it changes [default: typical]",
        "风险布控所用的参数：typical、strict 或文件（TOML，变动后自动重读）[默认：typical]",
    ),
    (
        "The file of keys; it is made if it is not there, and only you can read it",
        "密钥文件；不存在则新建，仅本人可读",
    ),
    ("The old name of --insecure", "--insecure 的旧名"),
    (
        "The sandbox of folders, queues and callbacks; with --api-keys TENANT/NAME",
        "文件夹、队列和回调所用的沙箱；使用 --api-keys 时写作 租户/名称",
    ),
    ("What it is for, in words", "用途说明"),
    ("What its holder is; may be repeated", "持有者的角色；可重复"),
    ("Who may call", "调用权限"),
    ("Traces", "调用链路"),
    (
        "Who runs the tests: everything, sandboxes and their clocks as well",
        "测试的组织者：全部操作，包括沙箱及其时钟",
    ),
    (
        "Whose key it is: sandboxes belong to a tenant, and no other sees them",
        "密钥所属租户：沙箱归租户所有，其他租户看不到",
    ),
    ("Encryption (TLS)", "加密（TLS）"),
    (
        "Speak TLS at every address, and show this certificate (PEM, those above it behind it); SIGHUP has all files of TLS read again",
        "所有地址一律使用 TLS，并出示此证书（PEM，其后附上级证书）；收到 SIGHUP 时重读全部 TLS 文件",
    ),
    ("Private key of --tls-certificate (PEM)", "--tls-certificate 的私钥（PEM）"),
    (
        "Let in only who shows a certificate that one of these authorities has issued (PEM): mutual TLS",
        "仅接受出示由这些 CA（PEM）签发的证书的调用者：双向 TLS",
    ),
    (
        "Authorities to trust where --risk, --credit, --intake or --intake-control is an https:// address (PEM) [default: those of the system]",
        "--risk、--credit、--intake 为 https:// 地址时信任的 CA（PEM） [默认：系统的 CA]",
    ),
    (
        "Authorities to trust at an https:// address (PEM) [default: those of the system]; TONGGUAN_TLS_CA may name the file",
        "访问 https:// 地址时信任的 CA（PEM） [默认：系统的 CA]；可用 TONGGUAN_TLS_CA 指定文件",
    ),
    (
        "Certificate to show to a server that wants one (PEM); TONGGUAN_TLS_CERTIFICATE may name the file",
        "服务要求时出示的证书（PEM）；可用 TONGGUAN_TLS_CERTIFICATE 指定文件",
    ),
    (
        "Private key of --tls-certificate (PEM); TONGGUAN_TLS_KEY may name the file",
        "--tls-certificate 的私钥（PEM）；可用 TONGGUAN_TLS_KEY 指定文件",
    ),
    (
        "Let a caller in by his certificate instead of a key: one with this DNS name or URI (`tongguan serve --tls-client-ca`)",
        "不用密钥，而凭证书识别调用者：证书须含此 DNS 名称或 URI（`tongguan serve --tls-client-ca`）",
    ),
];
